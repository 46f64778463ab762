// Which relations do most independent groups of authors state, in how many papers, and how sure is each (belief)?
// Parameters:
//   name: STRING = '' # only of this method, dataset or metric, by any of its names or its id; all if left out
//   least: INTEGER = 1 # how many groups must state it
// Columns: relation, source, target, papers, groups, belief
// Example: kg query support -p least=2

MATCH (a)-[r:BASED_ON|COMPARED_WITH]->(b)
WHERE r.groups >= $least
  AND ($name IS NULL OR any(form IN a.aliases WHERE toLower(form) = toLower($name)) OR a.id = $name
    OR any(form IN b.aliases WHERE toLower(form) = toLower($name)) OR b.id = $name)
WITH DISTINCT a.id AS source_id, a.name AS source, b.id AS target_id, b.name AS target, type(r) AS relation,
     r.papers AS papers, r.groups AS groups, r.belief AS belief
RETURN relation, source, target, papers, groups, belief
ORDER BY groups DESC, belief DESC, papers DESC, relation, source, target, source_id, target_id
