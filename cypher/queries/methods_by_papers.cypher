// Which methods are named in most papers, by how many independent groups of authors, and how sure is it?
// Parameters: least: INTEGER = 2 # how many papers must name a method
// Columns: method, papers, groups, belief
// Example: kg query methods_by_papers --limit 20

MATCH (p:Paper)-[:MENTIONS|USES|INTRODUCES]->(m:Method)
WITH m.id AS key, m.name AS method, m.groups AS groups, m.belief AS belief, count(p) AS papers
WHERE papers >= $least
RETURN method, papers, groups, belief
ORDER BY papers DESC, method, key
