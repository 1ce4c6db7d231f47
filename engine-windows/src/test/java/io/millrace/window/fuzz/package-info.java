/** Crafted snapshots: changed as somebody would who knows the format, with checksums that are right. */
package io.millrace.window.fuzz;
