/**
 * The rules of the house. The tests of this folder run in every module, each time on that module's own sources.
 */
package io.millrace.architecture;
