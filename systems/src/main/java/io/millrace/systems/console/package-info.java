/** What the programs have in common: options, where they keep things, and what they say when something fails. */
package io.millrace.systems.console;
