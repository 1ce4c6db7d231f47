package io.millrace.examples.kotlin

import io.millrace.Pipeline
import io.millrace.sink.Sinks
import io.millrace.source.Sources
import io.millrace.testing.Seeds
import io.millrace.testing.Simulation
import io.millrace.window.Aggregates
import io.millrace.window.Windows
import java.time.Duration
import java.time.Instant
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

/** What the guide shows of Kotlin, run. */
class KotlinGuideTest {

    private val noon = Instant.parse("2024-05-01T12:00:00Z")

    // tag::test
    @Test
    fun `should tell the hottest reading of each sensor and minute`() {
        val readings = listOf(
            Reading("kitchen", 21.5, noon.plusSeconds(10)),
            Reading("cellar", 12.0, noon.plusSeconds(40)),
            Reading("kitchen", 22.5, noon.plusSeconds(65)),
            Reading("kitchen", 23.5, noon.plusSeconds(59)),
        )
        val run = Simulation.of(hottest(readings)).parallelism(2).run()
        assertThat(run.output("console"))
            .containsExactlyInAnyOrder(readings[1], readings[3], readings[2])
    }
    // end::test

    @Test
    fun `should tell for how long it was too hot whatever crashes`() {
        val temperatures = listOf(20.0, 90.0, 95.0, 85.0, 30.0, 81.0, 70.0)
        Seeds.check(5) { seed ->
            val pipeline = watched(temperatures.mapIndexed { i, celsius ->
                Reading("oven", celsius, noon.plusSeconds(10L * i))
            })
            val run = Simulation.of(pipeline).seed(seed).snapshots(Duration.ofMillis(5)).steps(10 + seed.toInt())
            if (!run.state().isTerminal) run.crashAndRestore()
            run.run()
            assertThat(run.output("console").toSet())
                .isEqualTo(setOf("oven was too hot for 30 s", "oven was too hot for 10 s"))
        }
    }

    private fun watched(readings: List<Reading>): Pipeline = Pipeline.create("ovens").apply {
        // tag::watched
        source("readings", Sources.collection(readings))
            .keyBy(Reading::sensor, String::class.java)
            .process("heat", ::HeatWatch)
            .to("console", Sinks.print())
        // end::watched
    }

    @JvmRecord
    data class Place(val house: String, val room: String)

    @Test
    fun `should say what to do where a data class is a key`() {
        val pipeline = Pipeline.create("places").apply {
            source("places", Sources.of(Place("mill", "attic")))
                .keyBy { it }
                .window(Windows.count(1))
                .aggregate("visits", Aggregates.count())
                .to("console", Sinks.print())
        }
        assertThatThrownBy { Simulation.of(pipeline).run() }
            .hasMessageContaining("it has an equals of its own")
            .hasMessageContaining("register a Serde")
    }
}
