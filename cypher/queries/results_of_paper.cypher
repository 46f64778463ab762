// Which results does a paper state, of which method, on which dataset, in which metric, and in which sentence?
// Parameters:
//   paper: STRING # the paper, by any of its ids
//   least: INTEGER = 0 # the least score of the result, 0 to 10000
// Columns: method, dataset, metric, kind, value, unit, text, score, sentence
// Example: kg query results_of_paper -p paper=title:1f18616483fd18a1

MATCH (p:Paper)-[s:STATES]->(r:Result)
WHERE $paper IN p.ids AND s.score >= $least
OPTIONAL MATCH (r)-[:OF_METHOD]->(h:Method)
OPTIONAL MATCH (r)-[:ON_DATASET]->(d:Dataset)
OPTIONAL MATCH (r)-[:IN_METRIC]->(m:Metric)
WITH p, s, r, h, d, m, [place IN s.evidence | split(place, ':')] AS places
WITH s, r, h, d, m, [part IN places | substring(CASE part[0] WHEN 'title' THEN p.title ELSE p.abstract END,
     toInteger(part[1]), toInteger(part[2]) - toInteger(part[1]))] AS said
RETURN h.name AS method, d.name AS dataset, m.name AS metric, r.kind AS kind, r.value AS value, r.unit AS unit,
       r.text AS text, s.score AS score,
       reduce(longest = '', words IN said | CASE WHEN size(words) > size(longest) THEN words ELSE longest END) AS sentence
ORDER BY method, dataset, metric, kind, value DESC, r.id
