/** What the programs have in common: options, how a job and its server run, pages, where things are kept, and what is said when something fails. */
package io.millrace.systems.common;
