// What in a paper's text says that it names a thing? Each place, with the words that stand there.
// Parameters:
//   paper: STRING # the paper, by any of its ids
//   name: STRING # the method, dataset, metric or task, by any of its names or its id
// Columns: edge, label, name, place, words
// Example: kg query provenance -p paper=title:1f18616483fd18a1 -p name=CIFAR-10

MATCH (p:Paper)-[r:MENTIONS|USES|INTRODUCES|ADDRESSES]->(o)
WHERE $paper IN p.ids AND (o.id = $name OR any(form IN o.aliases WHERE toLower(form) = toLower($name)))
UNWIND r.evidence AS place
WITH p, r, o, place, split(place, ':') AS parts
WITH r, o, place, CASE parts[0] WHEN 'title' THEN p.title ELSE p.abstract END AS text,
     toInteger(parts[1]) AS first, toInteger(parts[2]) AS last
RETURN type(r) AS edge, head(labels(o)) AS label, o.name AS name, place, substring(text, first, last - first) AS words
ORDER BY edge, label, name, first, last, place, o.id
