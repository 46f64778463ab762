// Which leaderboards can be had: for which dataset, metric and kind of value do papers state most results?
// Parameters: least: INTEGER = 1 # how many papers must state one
// Columns: dataset, metric, kind, papers, methods, results
// Example: kg query leaderboards --limit 20

MATCH (r:Result)-[:ON_DATASET]->(d:Dataset)
MATCH (r)-[:IN_METRIC]->(m:Metric)
MATCH (r)-[:OF_METHOD]->(h:Method)
MATCH (p:Paper)-[:STATES]->(r)
WITH d, m, r.kind AS kind, count(DISTINCT p) AS papers, count(DISTINCT h) AS methods, count(DISTINCT r) AS results
WHERE papers >= $least
RETURN d.name AS dataset, m.name AS metric, kind, papers, methods, results
ORDER BY papers DESC, methods DESC, results DESC, dataset, metric, kind, d.id, m.id
