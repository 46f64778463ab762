// Which methods were never tried on a dataset, while their relatives were?
// Parameters:
//   dataset: STRING # the dataset, by any of its names or its id
//   method: STRING = '' # only this method, by any of its names or its id; all if left out
//   least: INTEGER = 1 # how many relatives must have been tried
// Columns: method, dataset, relatives, papers
// Example: kg query never_tried -p dataset=CIFAR-10

// Relatives are built on one another, compared with one another, or variants. Tried means that a paper names both the
// method and the dataset; papers say less than was done, so this finds what to look into. `papers` is how many name
// the method at all.

MATCH (d:Dataset)
WHERE d.id = $dataset OR any(form IN d.aliases WHERE toLower(form) = toLower($dataset))
MATCH (p:Paper)-[:MENTIONS|USES|INTRODUCES]->(d)
MATCH (p)-[:MENTIONS|USES|INTRODUCES]->(t:Method)
WITH DISTINCT d, t
MATCH (t)-[:BASED_ON|COMPARED_WITH|VARIANT_OF]-(m:Method)
WHERE $method IS NULL OR m.id = $method OR any(form IN m.aliases WHERE toLower(form) = toLower($method))
WITH DISTINCT d, m, t
WHERE NOT EXISTS { MATCH (m)<-[:MENTIONS|USES|INTRODUCES]-(:Paper)-[:MENTIONS|USES|INTRODUCES]->(d) }
WITH d, m, t
ORDER BY t.name, t.id
WITH d, m, collect(t.name) AS relatives
WHERE size(relatives) >= $least
RETURN m.name AS method, d.name AS dataset, relatives, m.papers AS papers
ORDER BY size(relatives) DESC, papers DESC, method, dataset, m.id, d.id
