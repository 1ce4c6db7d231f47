/**
 * The pictures of the guides in {@code docs}: runs of the engine under simulation, drawn as SVG. The same runs give the
 * same files, byte by byte.
 */
package io.millrace.examples.pictures;
