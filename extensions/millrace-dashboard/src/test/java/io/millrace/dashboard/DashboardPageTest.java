package io.millrace.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.dashboard.Samples.Reading;
import io.millrace.job.JobListener;
import io.millrace.job.JobState;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser, on a desktop and on a phone; what it looks like is in {@code target/screenshots}. */
class DashboardPageTest {

    private static final String VERDICT = "document.querySelector('.verdict')?.innerText";

    @TempDir
    private static Path profile;

    private static Chromium browser;

    @TempDir
    private Path directory;

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

    /** An engine with a page, which is told of something new as often as the test says. */
    private static final class Show implements AutoCloseable {

        private final Engine engine = Engine.withWorkers(2);
        private final Dashboard dashboard =
                Dashboard.untimed(engine, DashboardOptions.defaults().withActions());
        private final Tab tab = browser.tab();

        Tab open(int width, int height, boolean dark) throws Exception {
            tab.size(width, height).dark(dark).open(dashboard.url());
            return tab.await("document.querySelector('#job')");
        }

        /** The page has seen what is now. */
        void update() throws Exception {
            int before = Integer.parseInt(tab.value("document.querySelector('#job').dataset.updates"));
            dashboard.tick();
            tab.await("Number(document.querySelector('#job').dataset.updates) > " + before);
        }

        void assertFits() {
            assertThat(tab.value("document.documentElement.scrollWidth <= innerWidth"))
                    .as("the page is as wide as the window")
                    .isEqualTo("true");
        }

        @Override
        public void close() {
            List<String> complaints = tab.complaints();
            dashboard.close();
            engine.close();
            assertThat(complaints).as("what stands in the console").isEmpty();
        }
    }

    @Test
    void shouldShowThatJobIsWell() throws Exception {
        try (Show show = new Show()) {
            Semaphore snapshots = new Semaphore(0);
            JobOptions options = JobOptions.parallelism(2)
                    .withLatency()
                    .withSnapshots(Snapshots.in(directory).every(Duration.ofMillis(250)))
                    .withListener(new JobListener() {
                        @Override
                        public void onSnapshotComplete(SnapshotInfo snapshot) {
                            snapshots.release();
                        }
                    });
            show.engine.start(Samples.factory(), options);
            Tab tab = show.open(1280, 900, false);
            String well = VERDICT + ".startsWith('Well.')";
            for (int looks = 0; looks < 12 || (!tab.value(well).equals("true") && looks < 200); looks++) {
                snapshots.acquire();
                show.update();
            }
            tab.await(well);
            tab.await("document.querySelectorAll('.node').length === 7");
            tab.await("[...document.querySelectorAll('#views-title ~ .scroll tbody tr')].length > 5");
            assertThat(tab.value("document.querySelectorAll('.strip .taken').length"))
                    .isNotEqualTo("0");
            show.assertFits();
            tab.screenshot("well-desktop-light");
            tab.screenshotOfWindow("dashboard");
            tab.click(".action.theme");
            tab.await("document.documentElement.dataset.theme === 'dark'");
            show.update();
            tab.screenshot("well-desktop-dark");
            tab.size(375, 812);
            show.update();
            show.assertFits();
            tab.screenshot("well-phone-dark");
        }
    }

    @Test
    void shouldNameTheSlowOperator() throws Exception {
        try (Show show = new Show()) {
            Semaphore done = new Semaphore(0);
            show.engine.start(Samples.slow(done), JobOptions.parallelism(2).withBatchSize(32));
            Tab tab = show.open(1280, 900, true);
            // On a busy machine others are held up, too.
            String named = VERDICT + ".includes('blocked on it: counts-') && " + VERDICT + ".includes(\"'geocode'\")"
                    + " && document.querySelector('[data-node=geocode]').className.includes('hot')"
                    + " && document.querySelectorAll('.edge.full').length > 0";
            for (int looks = 0; looks < 3 || (!tab.value(named).equals("true") && looks < 50); looks++) {
                done.acquire(300);
                show.update();
            }
            assertThat(tab.value(named)).isEqualTo("true");
            show.assertFits();
            tab.screenshot("slow-desktop-dark");
            tab.size(375, 812).dark(false);
            tab.click(".action.theme");
            show.update();
            show.assertFits();
            tab.screenshot("slow-phone-light");
        }
    }

    @Test
    void shouldTellWhoHoldsEventTimeWhenSourceIsSilent() throws Exception {
        try (Show show = new Show()) {
            PushSource<Reading> north = Sources.push(100);
            PushSource<Reading> south = Sources.push(100);
            show.engine.start(Samples.halls(north, south), JobOptions.parallelism(2));
            Tab tab = show.open(1280, 900, false);
            String held = VERDICT + ".includes('south hall')";
            for (int i = 0; i < 8 || (!tab.value(held).equals("true") && i < 200); i++) {
                north.emit(Samples.reading(i));
                show.update();
            }
            tab.await(held);
            tab.click("[data-node='south hall']");
            tab.await("document.querySelector('#tasks-title').innerText.includes('of south hall')");
            explain(tab, "s1");
            tab.await("document.querySelector('.answer pre')?.innerText.includes('south hall')");
            tab.screenshot("silent-desktop-light");
        }
    }

    /** By the keyboard alone. */
    private static void explain(Tab tab, String key) {
        tab.value("document.querySelector('#explain-title').parentElement.querySelector('input').focus()");
        tab.type(key);
        tab.press("Enter");
    }

    @Test
    void shouldShowWhyJobHasFailedAndThatItRunsAgain() throws Exception {
        try (Show show = new Show()) {
            Semaphore runs = new Semaphore(0);
            AtomicBoolean fails = new AtomicBoolean();
            JobOptions options = JobOptions.parallelism(1)
                    .withRestart(Restart.fixedDelay(3, Duration.ZERO))
                    .withListener(new JobListener() {
                        @Override
                        public void onState(JobState state) {
                            if (state == JobState.RUNNING) {
                                runs.release();
                            }
                        }
                    });
            Job job = show.engine.start(Samples.failing(fails), options);
            Tab tab = show.open(375, 812, false);
            runs.acquire();
            fails.set(true);
            runs.acquire();
            show.update();
            show.update();
            tab.await("document.querySelector('.events details')");
            assertThat(tab.value("document.querySelector('.events summary').innerText"))
                    .contains("the rate of exchange is not known");
            tab.click(".events summary");
            assertThat(tab.value("document.querySelector('.events pre').innerText"))
                    .contains("Samples$Failing");
            show.assertFits();
            tab.screenshot("restarted-phone-light");
            assertThat(job.state()).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    void shouldStopJobWhenAskedTwice() throws Exception {
        try (Show show = new Show()) {
            Job job = show.engine.start(Samples.well("sensors", Samples.readings(100)));
            Tab tab = show.open(1280, 900, false);
            tab.value(
                    "[...document.querySelectorAll('.actions button')].find(each => each.innerText === 'Drain').click()");
            tab.await("document.querySelector('.action.sure')");
            assertThat(job.state()).isEqualTo(JobState.RUNNING);
            tab.click(".action.sure");
            tab.await("document.querySelector('.told').innerText.includes('drain')");
            job.join();
            show.update();
            tab.await(VERDICT + ".startsWith('Finished.')");
        }
    }

    @Test
    void shouldChooseAmongJobsByTheKeyboard() throws Exception {
        try (Show show = new Show()) {
            show.engine.start(Samples.well("first", Samples.readings(10)));
            show.engine.start(Samples.well("second", Samples.readings(10)));
            Tab tab = show.open(1280, 900, false);
            tab.await("document.querySelector('h1').innerText === 'second'");
            tab.value("document.querySelector('.job').focus()");
            tab.press("Enter");
            tab.await("document.querySelector('h1')?.innerText === 'first'");
            assertThat(tab.value("document.querySelector('.job[aria-current]').innerText"))
                    .startsWith("first");
        }
    }

    /** Nothing is drawn anew that is the same, so that an update takes less than a frame. */
    @Test
    void shouldStayInPlaceWithFiftyOperators() throws Exception {
        try (Show show = new Show()) {
            show.engine.start(Samples.wide(), JobOptions.parallelism(2));
            Tab tab = show.open(1280, 900, false);
            show.update();
            tab.value("globalThis.boxes = [...document.querySelectorAll('.node')], boxes.length");
            for (int i = 0; i < 5; i++) {
                show.update();
            }
            assertThat(tab.value("boxes.length")).isEqualTo("49");
            assertThat(tab.value("boxes.every(box => box.isConnected)")).isEqualTo("true");
            show.assertFits();
            tab.screenshot("wide-desktop-light");
        }
    }

    @Test
    void shouldAskForTheToken() throws Exception {
        String token = "a token that nobody guesses".replace(' ', '-');
        try (Engine engine = Engine.withWorkers(1);
                Dashboard dashboard =
                        Dashboard.untimed(engine, DashboardOptions.defaults().withToken(token))) {
            engine.start(Samples.well("sensors", Samples.readings(10)));
            URI url = dashboard.url();
            Tab tab = browser.tab().size(375, 812).dark(true).open(url);
            tab.await("document.querySelector('.login input')");
            tab.screenshot("login-phone-dark");
            tab.value("document.querySelector('.login input').focus()");
            tab.type(token);
            tab.press("Enter");
            tab.await("document.querySelector('h1')?.innerText === 'sensors'");
        }
    }
}
