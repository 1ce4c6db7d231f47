package io.millrace.systems.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.JobOptions;
import io.millrace.browser.Chromium;
import io.millrace.browser.Tab;
import io.millrace.time.SystemClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser; what it looks like is in {@code target/screenshots}. */
class AnalyticsPageTest {

    private static final double RATE = 400;
    private static final long MINUTES_BEFORE = 3;

    @TempDir
    private static Path profile;

    @TempDir
    private Path data;

    private static Chromium browser;

    @BeforeAll
    static void startBrowser() throws Exception {
        browser = Chromium.start(profile);
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void shouldShowWhatHasCome() throws Exception {
        long begin = SystemClock.INSTANCE.millis()
                - Duration.ofMinutes(MINUTES_BEFORE).toMillis();
        Website website = new Website(1, begin, RATE, Long.MAX_VALUE);
        try (AnalyticsSystem system =
                new AnalyticsSystem(data, 0, website, JobOptions.parallelism(2), Duration.ofSeconds(1))) {
            Tab tab = browser.tab().size(1280, 900).dark(false).open(system.uri());
            tab.await("document.querySelectorAll('#countries tr').length === 10");
            tab.await("document.querySelectorAll('#pages tr').length === 10");
            tab.await("document.querySelectorAll('.plot canvas').length === 3");
            tab.await("document.querySelector('#kept').innerText.includes('MB')");
            String told =
                    tab.value("(told => told.dataset.second + ' ' + told.innerText)(document.querySelector('#told'))");
            assertThat(told).startsWith(asTold(website, Long.parseLong(told.substring(0, told.indexOf(' ')))));
            tab.screenshot("analytics");
            tab.size(375, 812);
            assertThat(tab.fits()).as("the page is as wide as the window").isTrue();
            tab.screenshot("analytics-phone");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    /** By a loop over all hits. */
    private static String asTold(Website website, long second) {
        long index = (long) ((second - website.begin()) * RATE / 1_000);
        List<Hit> hits = HitsOracle.of(website, index + 2 * (long) RATE)
                .by(AnalyticsPipeline.SECOND.toMillis())
                .get(second);
        return String.format(Locale.ROOT, "%d %,d hits from ", second, hits.size());
    }
}
