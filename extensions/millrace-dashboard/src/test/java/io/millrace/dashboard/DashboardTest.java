package io.millrace.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.dashboard.Client.Answer;
import io.millrace.snapshot.Restart;
import io.millrace.source.Sources;
import io.millrace.time.SystemClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Where the dashboard is served, to whom, and what is streamed. */
class DashboardTest {

    private static final String TOKEN = "0123456789abcdef";
    private static final int LARGEST_PAGE = 500_000;

    private final Engine engine = Engine.withWorkers(1);

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void shouldBeReachableFromThisMachineAloneUnlessToldOtherwise() {
        try (Dashboard dashboard = Dashboard.serve(engine)) {
            assertThat(dashboard.url().getHost()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void shouldDemandATokenWhereOthersCanReachIt() {
        DashboardOptions open = DashboardOptions.defaults().withBind("0.0.0.0");
        assertThatThrownBy(() -> Dashboard.serve(engine, open))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("withToken");
        assertThatThrownBy(() -> open.withToken("short")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open.withToken("with blanks that cannot be sent"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldAnswerThoseAloneWhoHaveTheToken() {
        DashboardOptions options =
                DashboardOptions.defaults().withBind("0.0.0.0").withToken(TOKEN);
        try (Dashboard dashboard = Dashboard.untimed(engine, options)) {
            Client client = new Client(dashboard.url());
            Answer refused = client.get("/api/jobs");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(client.get("/api/jobs", "Authorization: Bearer " + TOKEN + "x")
                            .status())
                    .isEqualTo(401);
            assertThat(client.get("/api/stream").status()).isEqualTo(401);
            assertThat(client.get("/api/jobs", "Authorization: Bearer " + TOKEN).status())
                    .isEqualTo(200);
            assertThat(client.sendTo("a.name.of.it", "GET", "/api/jobs", "", "Authorization: Bearer " + TOKEN)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void shouldRememberTheTokenOfWhoHasLoggedIn() {
        try (Dashboard dashboard =
                Dashboard.untimed(engine, DashboardOptions.defaults().withToken(TOKEN))) {
            Client client = new Client(dashboard.url());
            assertThat(client.post("/api/login", "another one, as long").status())
                    .isEqualTo(401);
            assertThat(client.post("/api/login", TOKEN, "Origin: http://evil.example")
                            .status())
                    .isEqualTo(403);
            String cookie = client.post("/api/login", TOKEN).header("Set-Cookie");
            assertThat(cookie).contains("HttpOnly", "SameSite=Strict");
            assertThat(client.get("/api/jobs", "Cookie: other=1; " + cookie.substring(0, cookie.indexOf(';')))
                            .status())
                    .isEqualTo(200);
            assertThat(client.post("/api/login", "x".repeat(5_000)).status()).isEqualTo(413);
        }
    }

    /** A cookie may not have all characters that a token may. */
    @Test
    void shouldRememberATokenOfAnyCharacters() {
        String token =
                IntStream.rangeClosed('!', '~').mapToObj(Character::toString).collect(Collectors.joining());
        try (Dashboard dashboard =
                Dashboard.untimed(engine, DashboardOptions.defaults().withToken(token))) {
            Client client = new Client(dashboard.url());
            String cookie = client.post("/api/login", token).header("Set-Cookie");
            String pair = cookie.substring(0, cookie.indexOf(';'));
            assertThat(client.get("/api/jobs", "Cookie: " + pair).status()).isEqualTo(200);
            assertThat(client.get("/api/jobs", "Cookie: a=b;" + pair + ";c=d").status())
                    .isEqualTo(200);
            assertThat(client.get("/api/jobs", "Cookie: " + pair + "x").status())
                    .isEqualTo(401);
            assertThat(client.get("/api/jobs", "Cookie: " + pair.substring(0, pair.indexOf('=') + 1) + "%;")
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    @SuppressWarnings("AddressSelection") // of an address there is one
    void shouldBeReachableByItsUrlOnTheLoopbackInterfaceOfEitherKind() throws Exception {
        assertThat(Guard.hostOf(InetAddress.getByName("::1"))).isEqualTo("[::1]");
        assertThat(Guard.hostOf(InetAddress.getByName("127.0.0.2"))).isEqualTo("127.0.0.2");
        assertThat(Guard.hostOf(InetAddress.getByName("2001:db8::7"))).isEqualTo("[2001:db8:0:0:0:0:0:7]");
        InetAddress six = InetAddress.getByName("::1");
        assumeTrue(NetworkInterface.getByInetAddress(six) != null, "this machine has no IPv6");
        try (Dashboard dashboard =
                Dashboard.untimed(engine, DashboardOptions.defaults().withBind("::1"))) {
            assertThat(new Client(dashboard.url()).get("/api/jobs").status()).isEqualTo(200);
        }
    }

    @Test
    void shouldBeToldNothingMoreWhenItIsClosed() {
        Job job = engine.start(Samples.well("sensors", Sources.push(1)));
        WatchedJobs jobs = new WatchedJobs(engine, SystemClock.INSTANCE, Runnable::run, false);
        WatchedJob watched = jobs.job("1");
        WatchedJobs others = new WatchedJobs(engine, SystemClock.INSTANCE, Runnable::run, false);
        WatchedJob stillWatched = others.job("1");
        jobs.close();
        job.cancel();
        job.join();
        assertThat(lastEvent(stillWatched)).contains("CANCELLED");
        assertThat(lastEvent(watched)).doesNotContain("CANCELLED");
        assertThat(jobs.look()).isEmpty();
    }

    private static String lastEvent(WatchedJob job) {
        return job.detail().get("story").get("events").toString();
    }

    @Test
    void shouldSayWhereItCannotListen() {
        try (Dashboard dashboard = Dashboard.serve(engine)) {
            int taken = dashboard.url().getPort();
            assertThatThrownBy(() ->
                            Dashboard.serve(engine, DashboardOptions.defaults().withPort(taken)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken);
        }
    }

    /** A client of Server-Sent Events. */
    private static final class Events implements AutoCloseable {

        private final InputStream body;
        private final BufferedReader lines;

        Events(URI address) throws Exception {
            body = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofInputStream())
                    .body();
            lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        /** The next update; null when there is no more. */
        JsonNode next() throws IOException {
            String line = lines.readLine();
            while (line != null && line.isEmpty()) {
                line = lines.readLine();
            }
            return line == null ? null : Json.MAPPER.readTree(line.substring("data: ".length()));
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    @Test
    void shouldStreamWhatIsNewUntilItIsClosed() throws Exception {
        Dashboard dashboard = Dashboard.untimed(engine, DashboardOptions.defaults());
        try (Events events = new Events(dashboard.url().resolve("api/stream?job=1"))) {
            assertThat(events.next().get("jobs")).isEmpty();
            engine.start(Samples.well("sensors", Sources.push(1)));
            dashboard.tick();
            JsonNode update = events.next();
            assertThat(update.get("jobs")).hasSize(1);
            assertThat(update.get("job").get("name").stringValue()).isEqualTo("sensors");
            assertThat(update.get("job").get("tasks")).isNotEmpty();
            dashboard.close();
            assertThat(events.next()).isNull();
        }
    }

    @Test
    void shouldTellOnceASecondByItself() throws Exception {
        engine.start(Samples.well("sensors", Samples.readings(100)));
        try (Dashboard dashboard = Dashboard.serve(engine);
                Events events = new Events(dashboard.url().resolve("api/stream?job=1"))) {
            long first = events.next().get("time").longValue();
            assertThat(events.next().get("time").longValue()).isGreaterThanOrEqualTo(first);
        }
    }

    @Test
    void shouldKeepWhatJobHasFailedOf() throws Exception {
        AtomicBoolean fails = new AtomicBoolean();
        Dashboard dashboard = Dashboard.untimed(engine, DashboardOptions.defaults());
        Job job = engine.start(
                Samples.failing(fails), JobOptions.parallelism(1).withRestart(Restart.fixedDelay(1, Duration.ZERO)));
        dashboard.tick();
        fails.set(true);
        Client client = new Client(dashboard.url());
        JsonNode restart = awaitEvent(client, "restart");
        assertThat(restart.get("error").stringValue()).contains("the rate of exchange is not known");
        assertThat(restart.get("trace").stringValue()).contains("Samples$Failing.process");
        fails.set(true);
        assertThatThrownBy(job::join).hasMessageContaining("the rate of exchange is not known");
        JsonNode failed = client.get("/api/jobs/1").json();
        assertThat(failed.get("failure").stringValue()).contains("the rate of exchange is not known");
        dashboard.close();
    }

    @Test
    void shouldTellApartDashboardsThatWereAtOneAddress() {
        Set<String> runs = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            try (Dashboard dashboard = Dashboard.untimed(engine, DashboardOptions.defaults())) {
                runs.add(new Client(dashboard.url())
                        .get("/api/jobs")
                        .json()
                        .get("run")
                        .stringValue());
            }
        }
        assertThat(runs).hasSize(3);
    }

    private static JsonNode awaitEvent(Client client, String kind) {
        return Awaiting.value(() -> StreamSupport.stream(events(client).spliterator(), false)
                .filter(event -> event.get("kind").stringValue().equals(kind))
                .findFirst());
    }

    private static JsonNode events(Client client) {
        return client.get("/api/jobs/1").json().get("story").get("events");
    }

    @Test
    void shouldServeAllThatThePageNeedsAndStaySmall() throws IOException {
        Path web = Path.of("src/main/resources/io/millrace/dashboard/web");
        long bytes = 0;
        try (Dashboard dashboard = Dashboard.untimed(engine, DashboardOptions.defaults());
                Stream<Path> files = Files.walk(web)) {
            Client client = new Client(dashboard.url());
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(client.get("/" + web.relativize(file)).status())
                        .as(file.toString())
                        .isEqualTo(200);
                bytes += Files.size(file);
            }
        }
        assertThat(bytes).isLessThan(LARGEST_PAGE);
    }
}
