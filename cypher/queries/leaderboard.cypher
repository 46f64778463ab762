// What do methods reach on a dataset by a metric, and where do papers say so? Values are as written, the highest first.
// Parameters:
//   dataset: STRING # the dataset, by any of its names or its id
//   metric: STRING = '' # the metric, by any of its names or its id; without one, every metric
//   kind: STRING = 'absolute' # absolute, gain (a difference) or ratio (a factor)
//   least: INTEGER = 0 # the least score of the value and of each of its links, 0 to 10000
// Columns: metric, value, unit, text, method, paper, title, year, evidence
// Example: kg query leaderboard -p dataset=CIFAR-10 -p metric=FID

MATCH (p:Paper)-[s:STATES]->(r:Result)
WHERE r.kind = $kind AND s.score >= $least
MATCH (r)-[o:ON_DATASET]->(d:Dataset)
WHERE o.score >= $least AND (d.id = $dataset OR any(form IN d.aliases WHERE toLower(form) = toLower($dataset)))
MATCH (r)-[i:IN_METRIC]->(m:Metric)
WHERE i.score >= $least AND ($metric IS NULL OR m.id = $metric OR any(form IN m.aliases WHERE toLower(form) = toLower($metric)))
MATCH (r)-[f:OF_METHOD]->(h:Method)
WHERE f.score >= $least
RETURN m.name AS metric, r.value AS value, r.unit AS unit, r.text AS text, h.name AS method,
       p.id AS paper, p.title AS title, p.year AS year, s.evidence AS evidence
ORDER BY metric, value DESC, paper, r.id
