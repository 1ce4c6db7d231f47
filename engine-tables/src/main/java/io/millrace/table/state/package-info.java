/** What tables keep by key, and how it is written: nothing here knows of changes or joins. */
package io.millrace.table.state;
