package io.millrace.examples.kotlin

import io.millrace.operator.Emitter
import io.millrace.operator.KeyedContext
import io.millrace.operator.KeyedProcess
import java.time.Duration
import java.time.Instant

private const val TOO_HOT = 80

// tag::operator
/** Tells for how long a sensor was too hot, once it has cooled down. */
class HeatWatch : KeyedProcess<String, Reading, String>() {

    private val hotSince = value("hot since", Instant::class.java)

    override fun process(reading: Reading, context: KeyedContext<String>, out: Emitter<String>) {
        val since: Instant? = hotSince.get()
        if (reading.celsius > TOO_HOT) {
            if (since == null) hotSince.set(reading.time)
        } else if (since != null) {
            out.emit("${context.key()} was too hot for ${Duration.between(since, reading.time).toSeconds()} s")
            hotSince.clear()
        }
    }
}
// end::operator
