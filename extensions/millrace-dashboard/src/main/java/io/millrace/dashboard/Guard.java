package io.millrace.dashboard;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who may ask. A page of another site cannot read an answer, but it can send: so what changes something has to come from this
 * page. And it can give its own name the address of this machine and then read: so a dashboard without a token
 * answers to the names of the loopback interface alone.
 */
final class Guard {

    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1])(:\\d{1,5})?");

    private static final String BEARER = "Bearer ";

    private final Optional<byte[]> token;

    /** Cookies are those of all ports of a host. */
    private final String cookie;

    Guard(DashboardOptions options, int port) {
        token = options.token().map(text -> text.getBytes(StandardCharsets.US_ASCII));
        cookie = "millrace-dashboard-" + port;
    }

    /** @throws IllegalArgumentException when others can reach it, and need no token */
    static void check(DashboardOptions options) {
        InetAddress address = options.address();
        if (!address.isLoopbackAddress() && options.token().isEmpty()) {
            throw new IllegalArgumentException("a dashboard at " + address.getHostAddress()
                    + " can be reached by others, who have to be kept out: use DashboardOptions.withToken(...)");
        }
    }

    /** @throws Problem when the request has been sent to a name that is not that of this machine */
    void checkHost(Call call) {
        String host = call.header("Host").orElse("");
        if (token.isEmpty() && !LOOPBACK.matcher(host).matches()) {
            throw new Problem(
                    403, "this dashboard answers to localhost and 127.0.0.1 alone, not to a host of another name");
        }
    }

    /** @throws Problem when the token is not there */
    void checkToken(Call call) {
        if (token.isPresent() && given(call).noneMatch(this::isToken)) {
            call.setHeader("WWW-Authenticate", "Bearer");
            throw new Problem(401, "send the token of the dashboard, as 'Authorization: Bearer ...'");
        }
    }

    /** @throws Problem when it comes from another page */
    void checkOrigin(Call call) {
        String host = call.header("Host").orElse("");
        boolean foreign = call.header("Origin")
                        .filter(origin -> !origin.equals("http://" + host) && !origin.equals("https://" + host))
                        .isPresent()
                || call.header("Sec-Fetch-Site")
                        .filter(site -> !site.equals("same-origin") && !site.equals("none"))
                        .isPresent();
        if (foreign) {
            throw new Problem(403, "what is to change something has to come from the page of the dashboard itself");
        }
    }

    /** Has the browser know the token from now on, hidden from scripts. */
    void logIn(Call call, String given) {
        if (token.isPresent() && !isToken(given)) {
            throw new Problem(401, "this is not the token of the dashboard");
        }
        if (token.isPresent()) {
            call.setHeader("Set-Cookie", cookie + "=" + given + "; Path=/; HttpOnly; SameSite=Strict");
        }
    }

    private Stream<String> given(Call call) {
        Stream<String> bearer = call.header("Authorization").stream()
                .filter(header -> header.startsWith(BEARER))
                .map(header -> header.substring(BEARER.length()));
        Stream<String> cookies = call.header("Cookie").stream()
                .flatMap(header -> Stream.of(header.split("; ")))
                .filter(pair -> pair.startsWith(cookie + "="))
                .map(pair -> pair.substring(cookie.length() + 1));
        return Stream.concat(bearer, cookies);
    }

    private boolean isToken(String given) {
        return MessageDigest.isEqual(token.orElseThrow(), given.getBytes(StandardCharsets.UTF_8));
    }
}
