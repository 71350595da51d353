-- Version 6: what merging modes made of a label is told in the log, but is no value that anybody gave: the view of what holds
-- now leaves it out, as the program does. A mode is the one that was given; modes.merged_into says what it counts as.

DROP VIEW current_values;

-- The last event of each thing: what holds now. An answer to an item that a queue showed again, the decision of an
-- adjudicator and what a change of the taxonomy tells are never that.
CREATE VIEW current_values AS
    SELECT * FROM label_events e
    WHERE e.how NOT IN ('repeat', 'adjudication', 'taxonomy') AND NOT EXISTS (
        SELECT 1 FROM label_events l
        WHERE l.run = e.run AND l.sample = e.sample AND l.annotator = e.annotator AND l.thing = e.thing
          AND l.how NOT IN ('repeat', 'adjudication', 'taxonomy') AND (l.at_ms, l.uuid) > (e.at_ms, e.uuid));
