// Which metrics do papers name together with which datasets, and how often?
// Parameters:
//   dataset: STRING = '' # only this dataset, by any of its names or its id; all if left out
//   least: INTEGER = 1 # how many papers must name the two
// Columns: dataset, metric, papers
// Example: kg query metrics_of_datasets -p least=3

MATCH (p:Paper)-[:MENTIONS|USES|INTRODUCES]->(d:Dataset)
WHERE $dataset IS NULL OR d.id = $dataset OR any(form IN d.aliases WHERE toLower(form) = toLower($dataset))
MATCH (p)-[:MENTIONS|USES|INTRODUCES]->(m:Metric)
WITH d.id AS dataset_id, d.name AS dataset, m.id AS metric_id, m.name AS metric, count(p) AS papers
WHERE papers >= $least
RETURN dataset, metric, papers
ORDER BY papers DESC, dataset, metric, dataset_id, metric_id
