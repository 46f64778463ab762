// What nodes are looked up by besides their id: names, titles, years.
// Parameters: none. Columns: none.
// Example: cypher-shell -f cypher/schema/indexes.cypher

CREATE INDEX kg_author_name IF NOT EXISTS FOR (n:Author) ON (n.name);

CREATE INDEX kg_dataset_name IF NOT EXISTS FOR (n:Dataset) ON (n.name);

CREATE INDEX kg_method_name IF NOT EXISTS FOR (n:Method) ON (n.name);

CREATE INDEX kg_metric_name IF NOT EXISTS FOR (n:Metric) ON (n.name);

CREATE INDEX kg_paper_year IF NOT EXISTS FOR (n:Paper) ON (n.year);

CREATE INDEX kg_result_value IF NOT EXISTS FOR (n:Result) ON (n.value);

CREATE INDEX kg_task_name IF NOT EXISTS FOR (n:Task) ON (n.name);
