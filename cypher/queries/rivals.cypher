// What is a method compared with most, in how many papers, and how often does it come first?
// Parameters:
//   method: STRING # the method (or dataset, or metric), by any of its names or its id
//   least: INTEGER = 1 # how many papers must compare the two
// Columns: name, label, papers, ahead, behind
// Example: kg query rivals -p method=DARTS

// First is the better of the two, where the paper says which is better; where it does not, the one that it names first.

MATCH (m)-[r:COMPARED_WITH]-(o)
WHERE m.id = $method OR any(form IN m.aliases WHERE toLower(form) = toLower($method))
WITH m, o, count(DISTINCT r.paper) AS papers, sum(CASE WHEN startNode(r).id = m.id THEN 1 ELSE 0 END) AS ahead,
     sum(CASE WHEN startNode(r).id = m.id THEN 0 ELSE 1 END) AS behind
WHERE papers >= $least
RETURN o.name AS name, head(labels(o)) AS label, papers, ahead, behind
ORDER BY papers DESC, ahead DESC, name, label, o.id, m.id
