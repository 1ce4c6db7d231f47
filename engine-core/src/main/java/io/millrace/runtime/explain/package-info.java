/** Why a window has not fired (internal), found by asking tasks from the window up to the source. */
package io.millrace.runtime.explain;
