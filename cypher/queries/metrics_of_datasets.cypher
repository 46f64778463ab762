// Which metrics do papers name together with which datasets, and how often?
// Parameters: least: INTEGER = 1 # how many papers must name the two
// Columns: dataset, metric, papers
// Example: kg query metrics_of_datasets -p least=3

MATCH (p:Paper)-[:MENTIONS|USES|INTRODUCES]->(d:Dataset)
MATCH (p)-[:MENTIONS|USES|INTRODUCES]->(m:Metric)
WITH d, m, count(DISTINCT p) AS papers
WHERE papers >= $least
RETURN d.name AS dataset, m.name AS metric, papers
ORDER BY papers DESC, dataset, metric, d.id, m.id
