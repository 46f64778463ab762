// Which datasets go together: which two do papers name side by side, and in how many papers?
// Parameters:
//   dataset: STRING = '' # only with this dataset, by any of its names or its id; all pairs if left out
//   least: INTEGER = 1 # how many papers must name the two
// Columns: one, other, papers, of_one, of_other
// Example: kg query datasets_together -p dataset=CIFAR-10

// `of_one` and `of_other` are how many papers name the one and the other at all.

MATCH (p:Paper)-[:MENTIONS|USES|INTRODUCES]->(a:Dataset)
WHERE $dataset IS NULL OR a.id = $dataset OR any(form IN a.aliases WHERE toLower(form) = toLower($dataset))
MATCH (p)-[:MENTIONS|USES|INTRODUCES]->(b:Dataset)
WHERE a.id < b.id OR ($dataset IS NOT NULL AND a.id > b.id)
WITH a.id AS one_id, a.name AS one, a.papers AS of_one, b.id AS other_id, b.name AS other, b.papers AS of_other,
     count(p) AS papers
WHERE papers >= $least
RETURN one, other, papers, of_one, of_other
ORDER BY papers DESC, one, other, one_id, other_id
