package io.millrace.systems.surge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.browser.Chromium;
import io.millrace.browser.Tab;
import io.millrace.systems.common.Running;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The page in a browser; what it looks like is in {@code target/screenshots}. */
class SurgePageTest {

    private static final long BEGIN = 1_700_000_040_000L;
    private static final Area HARBOUR = new Area(3, 2);
    private static final Area HILLS = new Area(9, 6);
    private static final Duration FOR_EVER = Duration.ofDays(1);
    private static final int MOST_STEPS = 200;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private static Path profile;

    private static Chromium browser;

    private final HttpClient client = HttpClient.newHttpClient();
    private long now = BEGIN;

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
    void shouldShowPricesOnTheMapAndFollowTheRuleThatIsSetThere() throws Exception {
        try (Running system = SurgeSystem.start(0, Optional.empty(), FOR_EVER)) {
            Tab tab = browser.tab().size(1280, 1000).dark(false).open(system.uri());
            cityGoesOn(system.uri());
            postAll(system.uri());
            step(system.uri(), 30);
            step(system.uri(), 0);
            tab.await("document.querySelector('#area-3-2 b').innerText === '2.00'");
            tab.await("document.querySelector('#area-3-2 small').innerText === '30 : 10'");
            tab.value("document.querySelector('[name=most]').value = '1.5'");
            tab.click("#rule button");
            tab.await("document.querySelector('#set').innerText === 'it is set'");
            String bounded = "document.querySelector('#area-3-2 b').innerText === '1.50'";
            for (int i = 0; i < MOST_STEPS && tab.value(bounded).equals("false"); i++) {
                step(system.uri(), 30);
            }
            tab.await(bounded);
            assertThat(client.send(
                                    HttpRequest.newBuilder(
                                                    system.uri().resolve("/areas?key=%7B%22column%22:3,%22row%22:2%7D"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(tab.complaints()).isEmpty();
        }
    }

    @Test
    void shouldRefuseARuleThatMakesNoSense() throws Exception {
        try (Running system = SurgeSystem.start(0, Optional.empty(), FOR_EVER)) {
            Tab tab = browser.tab().size(375, 812).dark(true).open(system.uri());
            tab.value("document.querySelector('[name=most]').removeAttribute('min')");
            tab.value("document.querySelector('[name=most]').value = '0.5'");
            tab.click("#rule button");
            tab.await("document.querySelector('#set').innerText.includes('most must be at least 1, not 0.5')");
            assertThat(tab.fits()).as("the page is as wide as the window").isTrue();
        }
    }

    /** Something to look at. */
    @Test
    void shouldColourACityWithACrowd() throws Exception {
        City city = new City(1, BEGIN, 300);
        List<RideRequest> requests = LongStream.range(0, 8_000)
                .mapToObj(index -> city.request(40, index))
                .toList();
        List<Position> positions = LongStream.range(0, 8_000)
                .mapToObj(index -> city.position(40, index))
                .toList();
        try (Running system = SurgeSystem.start(0, Optional.empty(), FOR_EVER)) {
            Tab tab = browser.tab().size(1280, 1000).dark(false).open(system.uri());
            post(system.uri(), "/requests", requests);
            post(system.uri(), "/positions", positions);
            tab.await("document.querySelectorAll('.area b').length === 96");
            tab.await("document.querySelector('#told').innerText.startsWith('at 22:17:10')");
            tab.await("[...document.querySelectorAll('.area b')].some(each => Number(each.innerText) > 1.5)");
            tab.screenshot("surge");
            assertThat(tab.complaints()).isEmpty();
        }
    }

    /** Event time goes on by what is posted of another area. */
    private void cityGoesOn(URI server) throws Exception {
        post(server, "/requests", List.of(new RideRequest(HILLS, now)));
        post(server, "/positions", List.of(new Position(HILLS, "ann", now)));
    }

    private void postAll(URI server) throws Exception {
        List<Position> drivers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            drivers.add(new Position(HARBOUR, "driver " + i, now));
        }
        post(server, "/positions", drivers);
    }

    /** Ten seconds more. */
    private void step(URI server, int requests) throws Exception {
        List<RideRequest> all = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            all.add(new RideRequest(HARBOUR, now));
        }
        if (!all.isEmpty()) {
            post(server, "/requests", all);
        }
        now += SurgePipeline.STEP.toMillis();
        cityGoesOn(server);
    }

    private void post(URI server, String path, List<?> events) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(server.resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(events)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }
}
