// Which papers address a task, and where do they say so?
// Parameters: task: STRING # the task, by any of its names or its id
// Columns: paper, title, year, score, evidence
// Example: kg query papers_of_task -p task="image classification"

MATCH (p:Paper)-[r:ADDRESSES]->(t:Task)
WHERE t.id = $task OR any(form IN t.aliases WHERE toLower(form) = toLower($task))
RETURN p.id AS paper, p.title AS title, p.year AS year, r.score AS score, r.evidence AS evidence
ORDER BY year DESC, score DESC, paper, t.id
