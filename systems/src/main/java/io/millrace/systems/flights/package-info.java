/** One pipeline over files and over what comes live, with equal results. */
package io.millrace.systems.flights;
