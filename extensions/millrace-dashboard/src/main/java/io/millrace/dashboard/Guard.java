package io.millrace.dashboard;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who may ask. A page of another site cannot read an answer, but it can send: so what changes something has to come from this
 * page. And it can give its own name the address of this machine and then read: so a dashboard without a token
 * answers to the names of the loopback interface alone.
 */
final class Guard {

    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[[0-9a-f.]*:[0-9a-f:.]*])(:\\d{1,5})?");

    private static final String LOOPBACK_6 = "[::1]";
    private static final String BEARER = "Bearer ";

    private final Optional<byte[]> token;

    /** What the cookie that has the token begins with. Cookies are those of all ports of a host. */
    private final String cookie;

    Guard(DashboardOptions options, int port) {
        token = options.token().map(text -> text.getBytes(StandardCharsets.US_ASCII));
        cookie = "millrace-dashboard-" + port + "=";
    }

    /** An address as it stands in a URL. */
    static String hostOf(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        return address.isLoopbackAddress() ? LOOPBACK_6 : "[" + address.getHostAddress() + "]";
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
        if (token.isEmpty() && !isLoopback(host)) {
            throw new Problem(
                    403,
                    "this dashboard answers to localhost, 127.0.0.1 and [::1] alone, not to a host of another name");
        }
    }

    /** Whether it is a name of the loopback interface that no name server has a say in. */
    private static boolean isLoopback(String host) {
        Matcher matcher = LOOPBACK.matcher(host.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return false;
        }
        String name = matcher.group(1);
        try {
            return !name.startsWith("[") || InetAddress.getByName(name).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
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
            call.setHeader("Set-Cookie", cookie + encoded(given) + "; Path=/; HttpOnly; SameSite=Strict");
        }
    }

    /** As a cookie may have it. */
    private static String encoded(String token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
    }

    private static Stream<String> decoded(String cookieValue) {
        try {
            return Stream.of(new String(Base64.getUrlDecoder().decode(cookieValue), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    private Stream<String> given(Call call) {
        Stream<String> bearer = call.header("Authorization").stream()
                .filter(header -> header.startsWith(BEARER))
                .map(header -> header.substring(BEARER.length()));
        Stream<String> cookies = call.header("Cookie").stream()
                .flatMap(header -> Stream.of(header.split("; ?")))
                .filter(pair -> pair.startsWith(cookie))
                .flatMap(pair -> decoded(pair.substring(cookie.length())));
        return Stream.concat(bearer, cookies);
    }

    private boolean isToken(String given) {
        return MessageDigest.isEqual(token.orElseThrow(), given.getBytes(StandardCharsets.UTF_8));
    }
}
