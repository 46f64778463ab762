// What in which papers' texts says that one thing is built on another, or compared with it? The words of each sentence.
// Parameters:
//   one: STRING # a method, dataset or metric, by any of its names or its id
//   other: STRING # another one; which of the two comes first makes no difference
// Columns: relation, source, target, paper, title, score, place, words
// Example: kg query provenance_of_relation -p one=PC-DARTS -p other=DARTS

MATCH (a)-[r:BASED_ON|COMPARED_WITH]-(b)
WHERE (a.id = $one OR any(form IN a.aliases WHERE toLower(form) = toLower($one)))
  AND (b.id = $other OR any(form IN b.aliases WHERE toLower(form) = toLower($other)))
WITH DISTINCT r, r.paper AS key
MATCH (p:Paper)
WHERE p.id = key
UNWIND r.evidence AS place
WITH r, p, place, split(place, ':') AS parts
WITH r, p, place, CASE parts[0] WHEN 'title' THEN p.title ELSE p.abstract END AS text,
     toInteger(parts[1]) AS first, toInteger(parts[2]) AS last
RETURN type(r) AS relation, startNode(r).name AS source, endNode(r).name AS target, p.id AS paper, p.title AS title,
       r.score AS score, place, substring(text, first, last - first) AS words
ORDER BY relation, source, target, paper, first, last, place, startNode(r).id, endNode(r).id
