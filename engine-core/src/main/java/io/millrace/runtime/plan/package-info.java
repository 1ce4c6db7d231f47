/** From a graph to tasks and the edges between them (internal). */
package io.millrace.runtime.plan;
