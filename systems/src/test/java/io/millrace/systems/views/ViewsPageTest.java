package io.millrace.systems.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.browser.Chromium;
import io.millrace.browser.Tab;
import io.millrace.systems.common.Running;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser; what it looks like is in {@code target/screenshots}. */
class ViewsPageTest {

    private static final long BEGIN = 1_700_000_040_000L;
    private static final int PLAYS = 30_000;
    private static final int TITLES = 400;
    private static final double PLAYS_PER_SECOND = 40;
    private static final long MINUTE = ViewsPipeline.MINUTE.toMillis();

    @TempDir
    private static Path profile;

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
    void shouldCorrectAMinuteOnThePageWhenPlaysComeLate() throws Exception {
        PlayGenerator generator = new PlayGenerator(1, TITLES, BEGIN, PLAYS_PER_SECOND);
        List<Play> plays = LongStream.range(0, PLAYS).mapToObj(generator::apply).toList();
        long end = BEGIN + (long) (PLAYS * 1_000 / PLAYS_PER_SECOND);
        long minute = end - end % MINUTE - 3 * MINUTE;
        long before = plays.stream()
                .filter(each -> each.millis() / MINUTE == minute / MINUTE)
                .count();
        try (Running system = ViewsSystem.start(0, Optional.empty(), 1)) {
            post(system.uri(), plays);
            post(system.uri(), List.of(new Play("the end", end + MINUTE)));
            Tab tab = browser.tab().size(1280, 900).dark(false).open(system.uri());
            String button = "[data-minute=\"" + minute + "\"]";
            tab.await("document.querySelector('" + button + "')");
            tab.click(button);
            tab.await(told(before));
            assertThat(tab.value("document.querySelectorAll('#top tr').length")).isEqualTo("10");
            assertThat(tab.value("document.querySelectorAll('#plot canvas').length"))
                    .isEqualTo("1");
            tab.screenshot("views");
            post(
                    system.uri(),
                    LongStream.range(0, 500)
                            .mapToObj(each -> new Play("long forgotten", minute + each))
                            .toList());
            post(system.uri(), List.of(new Play("the end", end + MINUTE + 2_000)));
            tab.await(told(before + 500));
            tab.await("document.querySelector('#top').innerText.includes('long forgotten')");
            tab.size(375, 812);
            assertThat(tab.fits()).as("the page is as wide as the window").isTrue();
            tab.screenshot("views-phone");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    private static String told(long plays) {
        return "document.querySelector('#told').innerText.startsWith('" + String.format(Locale.ROOT, "%,d", plays)
                + " plays')";
    }

    private static void post(URI server, List<Play> plays) throws Exception {
        String body = plays.stream()
                .map(each -> "{\"title\":\"" + each.title() + "\",\"millis\":" + each.millis() + "}")
                .collect(Collectors.joining("\n"));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.resolve("/plays"))
                                .header("Content-Type", "application/x-ndjson")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }
}
