/** Prices of rides that rise where requests meet too few drivers, on a map. */
package io.millrace.systems.surge;
