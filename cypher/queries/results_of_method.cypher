// What does a method reach, on all datasets and by all metrics, and which papers say so?
// Parameters:
//   method: STRING # the method, by any of its names or its id
//   least: INTEGER = 0 # the least score of the result and of its link to the method, 0 to 10000
// Columns: dataset, metric, kind, value, unit, text, paper, title, year, score
// Example: kg query results_of_method -p method=PC-DARTS

MATCH (h:Method)
WHERE h.id = $method OR any(form IN h.aliases WHERE toLower(form) = toLower($method))
MATCH (r:Result)-[f:OF_METHOD]->(h)
WHERE f.score >= $least
MATCH (p:Paper)-[s:STATES]->(r)
WHERE s.score >= $least
OPTIONAL MATCH (r)-[:ON_DATASET]->(d:Dataset)
OPTIONAL MATCH (r)-[:IN_METRIC]->(m:Metric)
RETURN d.name AS dataset, m.name AS metric, r.kind AS kind, r.value AS value, r.unit AS unit, r.text AS text,
       p.id AS paper, p.title AS title, p.year AS year, s.score AS score
ORDER BY dataset, metric, kind, value DESC, r.id, h.id
