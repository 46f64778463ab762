// Which metrics are used for a task: how many papers that address it name each, and how many results do they state in it?
// Parameters:
//   task: STRING # the task, by any of its names or its id
//   least: INTEGER = 1 # how many papers must name the metric
// Columns: metric, papers, results
// Example: kg query metrics_of_task -p task="image classification"

MATCH (p:Paper)-[:ADDRESSES]->(t:Task)
WHERE t.id = $task OR any(form IN t.aliases WHERE toLower(form) = toLower($task))
WITH DISTINCT p
MATCH (p)-[:MENTIONS|USES|INTRODUCES]->(m:Metric)
OPTIONAL MATCH (p)-[:STATES]->(r:Result)-[:IN_METRIC]->(m)
WITH m, count(DISTINCT p) AS papers, count(DISTINCT r) AS results
WHERE papers >= $least
RETURN m.name AS metric, papers, results
ORDER BY papers DESC, results DESC, metric, m.id
