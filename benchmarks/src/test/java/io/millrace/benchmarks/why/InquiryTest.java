package io.millrace.benchmarks.why;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.rival.Delays;
import io.millrace.time.SystemClock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("the delays are those of the JVM")
@Execution(ExecutionMode.SAME_THREAD)
class InquiryTest {

    @Test
    @SuppressWarnings("SystemGC")
    void shouldNameThePauseThatAnEventWaitedFor() throws Exception {
        List<String> lines;
        try (Inquiry inquiry = Inquiry.begin(1)) {
            long due = SystemClock.INSTANCE.nanos();
            System.gc();
            Delays.arrived(due);
            lines = inquiry.end();
        }
        Delays.take();

        assertThat(lines).first().asString().startsWith("1 spells, ");
        assertThat(lines).anyMatch(line -> line.contains("pause ") && line.contains("System.gc()"));
    }

    @Test
    void shouldNoteNothingWhenItIsOver() throws Exception {
        try (Inquiry inquiry = Inquiry.begin(1)) {
            inquiry.end();
        }
        Delays.arrived(SystemClock.INSTANCE.nanos() - 1_000_000);
        Delays.take();

        assertThat(Delays.takeSpells()).isEmpty();
    }
}
