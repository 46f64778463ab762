// What in a paper's text gives a result: where is its number, and where the sentence? The words of each place.
// Parameters:
//   paper: STRING # the paper, by any of its ids
//   text: STRING = '' # only the result whose number is written like this; all if left out
// Columns: result, value, method, method_score, dataset, dataset_score, metric, metric_score, score, place, words
// Example: kg query provenance_of_result -p paper=title:1f18616483fd18a1

// `score` says how surely the number is a result, and the three others how surely it belongs to the method, the dataset
// and the metric.

MATCH (p:Paper)-[s:STATES]->(r:Result)
WHERE $paper IN p.ids AND ($text IS NULL OR r.text = $text)
OPTIONAL MATCH (r)-[f:OF_METHOD]->(h:Method)
OPTIONAL MATCH (r)-[o:ON_DATASET]->(d:Dataset)
OPTIONAL MATCH (r)-[i:IN_METRIC]->(m:Metric)
UNWIND s.evidence AS place
WITH p, s, r, f, h, o, d, i, m, place, split(place, ':') AS parts
WITH s, r, f, h, o, d, i, m, place, CASE parts[0] WHEN 'title' THEN p.title ELSE p.abstract END AS text,
     toInteger(parts[1]) AS first, toInteger(parts[2]) AS last
RETURN r.text AS result, r.value AS value, h.name AS method, f.score AS method_score, d.name AS dataset,
       o.score AS dataset_score, m.name AS metric, i.score AS metric_score, s.score AS score,
       place, substring(text, first, last - first) AS words
ORDER BY r.id, first, last, place, h.id, d.id, m.id
