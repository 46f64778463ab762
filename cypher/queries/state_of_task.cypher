// What is the state of a task: which methods and datasets do papers that address it name, and which do they introduce?
// Parameters:
//   task: STRING # the task, by any of its names or its id
//   label: STRING = '' # Method or Dataset; both if left out
//   least: INTEGER = 1 # how many of the papers must name the thing
// Columns: label, name, papers, introduced, newest
// Example: kg query state_of_task -p task="image classification" -p label=Dataset

// `introduced` counts those of the papers that introduce it; `newest` is the last year in which one names it.

MATCH (p:Paper)-[:ADDRESSES]->(t:Task)
WHERE t.id = $task OR any(form IN t.aliases WHERE toLower(form) = toLower($task))
WITH DISTINCT p
MATCH (p)-[r:MENTIONS|USES|INTRODUCES]->(o)
WHERE NOT o:Metric AND ($label IS NULL OR head(labels(o)) = $label)
WITH o, count(DISTINCT p) AS papers, sum(CASE WHEN type(r) = 'INTRODUCES' THEN 1 ELSE 0 END) AS introduced,
     max(p.year) AS newest
WHERE papers >= $least
RETURN head(labels(o)) AS label, o.name AS name, papers, introduced, newest
ORDER BY papers DESC, label, name, o.id
