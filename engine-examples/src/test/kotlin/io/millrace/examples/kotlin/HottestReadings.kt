package io.millrace.examples.kotlin

// tag::hottest
import io.millrace.Engine
import io.millrace.Pipeline
import io.millrace.sink.Sinks
import io.millrace.source.Sources
import io.millrace.time.Watermarks
import io.millrace.window.Aggregates
import io.millrace.window.Windows
import java.time.Duration
import java.time.Instant

@JvmRecord
data class Reading(val sensor: String, val celsius: Double, val time: Instant)

fun hottest(readings: List<Reading>): Pipeline = Pipeline.create("temperatures").apply {
    source("readings", Sources.collection(readings))
        .timestamps(Reading::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(10)))
        .keyBy(Reading::sensor)
        .window(Windows.tumbling(Duration.ofMinutes(1)))
        .aggregate("hottest", Aggregates.max(Reading::celsius))
        .map { it.value }
        .to("console", Sinks.print())
}

fun main() {
    val readings = listOf(
        Reading("kitchen", 21.5, Instant.parse("2024-05-01T10:00:10Z")),
        Reading("cellar", 12.0, Instant.parse("2024-05-01T10:00:40Z")),
        Reading("kitchen", 22.5, Instant.parse("2024-05-01T10:01:05Z")),
        Reading("kitchen", 23.5, Instant.parse("2024-05-01T10:00:59Z")),
    )
    Engine.create().use { it.start(hottest(readings)).join() }
}
// end::hottest
