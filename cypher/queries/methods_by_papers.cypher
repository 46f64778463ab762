// Which methods are named in most papers?
// Parameters: least: INTEGER = 1 # how many papers must name a method
// Columns: method, papers
// Example: kg query methods_by_papers --limit 20

MATCH (p:Paper)-[:MENTIONS|USES|INTRODUCES]->(m:Method)
WITH m, count(DISTINCT p) AS papers
WHERE papers >= $least
RETURN m.name AS method, papers
ORDER BY papers DESC, method, m.id
