package io.millrace.state.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.ResourceBundle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LimitedLogTest {

    private final Lines lines = new Lines();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    @Test
    void shouldSayHowManyWereLeftOutWhenTheNextLineComes() {
        LimitedLog log = new LimitedLog(lines, nanos::get);

        log.log(Logger.Level.WARNING, () -> "a");
        log.log(Logger.Level.WARNING, () -> "b");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
        log.log(Logger.Level.WARNING, () -> "c");
        nanos.addAndGet(1);
        log.log(Logger.Level.WARNING, () -> "it's {0}");

        assertThat(lines.texts).containsExactly("a", "it's {0} (2 more like it left out before)");
    }

    @Test
    void shouldSayHowManyWereLeftOutWhenClosed() {
        Warnings warnings = new Warnings(lines, nanos::get);

        IntStream.range(0, 5).forEach(i -> warnings.at("place").log(Logger.Level.WARNING, () -> "a"));
        warnings.at("other").log(Logger.Level.WARNING, () -> "b");
        warnings.close();
        warnings.close();

        assertThat(lines.texts).containsExactly("a", "b", "4 more lines like the last one of this kind were left out");
    }

    @Test
    void shouldNotMakeTheTextWhenItIsLeftOutOrNotLogged() {
        LimitedLog log = new LimitedLog(lines, Duration.ofDays(400_000), nanos::get);
        AtomicInteger made = new AtomicInteger();

        log.log(Logger.Level.DEBUG, () -> "not logged " + made.incrementAndGet());
        log.log(Logger.Level.ERROR, () -> "logged " + made.incrementAndGet());
        nanos.addAndGet(TimeUnit.DAYS.toNanos(50_000));
        log.log(Logger.Level.ERROR, () -> "left out " + made.incrementAndGet());

        assertThat(lines.texts).containsExactly("logged 1");
        assertThat(made).hasValue(1);
    }

    @Test
    void shouldRefuseAnIntervalThatIsNegative() {
        assertThatThrownBy(() -> new LimitedLog(lines, Duration.ofNanos(-1), nanos::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.000000001S");
    }

    @RepeatedTest(20)
    void shouldKeepTheIntervalAndCountAllWhenLinesComeAtRandom(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        LimitedLog log = new LimitedLog(lines, Duration.ofNanos(10), nanos::get);
        List<Long> at = new ArrayList<>();
        long said = 0;
        for (int i = 0; i < 500; i++) {
            nanos.addAndGet(random.nextInt(6));
            int before = lines.texts.size();
            log.log(Logger.Level.WARNING, () -> "x");
            if (lines.texts.size() > before) {
                at.add(nanos.get());
            }
        }
        log.close();
        for (String text : lines.texts) {
            said += text.startsWith("x") ? 1 : 0;
            String digits = text.replaceAll("\\D", "");
            said += digits.isEmpty() ? 0 : Long.parseLong(digits);
        }

        assertThat(said).isEqualTo(500);
        for (int i = 1; i < at.size(); i++) {
            assertThat(at.get(i) - at.get(i - 1)).isGreaterThanOrEqualTo(10);
        }
    }

    @Test
    void shouldLogOneLineWhenManyThreadsSpeakAtOnce() throws InterruptedException {
        LimitedLog log = new LimitedLog(lines, nanos::get);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(n -> new Thread(() -> {
                    awaitQuietly(go);
                    IntStream.range(0, 1_000).forEach(i -> log.log(Logger.Level.WARNING, () -> "x"));
                }))
                .toList();
        threads.forEach(Thread::start);
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        log.close();

        assertThat(lines.texts).containsExactly("x", "3999 more lines like the last one of this kind were left out");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Lines implements Logger {

        private final List<String> texts = new ArrayList<>();

        @Override
        public String getName() {
            return "lines";
        }

        @Override
        public boolean isLoggable(Level level) {
            return level != Level.DEBUG;
        }

        @Override
        public synchronized void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
            texts.add(text);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            throw new AssertionError("the text must be ready");
        }
    }
}
