package io.millrace.dashboard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;

/** How a {@link Dashboard} is served. Immutable. */
public final class DashboardOptions {

    private static final DashboardOptions DEFAULTS =
            new DashboardOptions(InetAddress.getLoopbackAddress(), 0, Optional.empty(), false);

    private static final int HIGHEST_PORT = 65_535;
    private static final int SHORTEST_TOKEN = 16;

    private final InetAddress address;
    private final int port;
    private final Optional<String> token;
    private final boolean actions;

    private DashboardOptions(InetAddress address, int port, Optional<String> token, boolean actions) {
        this.address = address;
        this.port = port;
        this.token = token;
        this.actions = actions;
    }

    /**
     * For this machine alone, on any free port, without a token, to be looked at only.
     *
     * @return the options
     */
    public static DashboardOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The same on a port of one's choice.
     *
     * @param newPort the port; 0 for any that is free
     * @return the changed options
     * @throws IllegalArgumentException when it is none
     */
    public DashboardOptions withPort(int newPort) {
        if (newPort < 0 || newPort > HIGHEST_PORT) {
            throw new IllegalArgumentException("a port is a number from 0 to " + HIGHEST_PORT + ", not " + newPort);
        }
        return new DashboardOptions(address, newPort, token, actions);
    }

    /**
     * The same at another address. One that is not of the loopback interface can be reached by others, and so demands a
     * {@linkplain #withToken token}. What is sent is not encrypted: put a proxy with TLS in front of it.
     *
     * @param host a name or address of this machine, such as {@code 0.0.0.0} for all
     * @return the changed options
     * @throws IllegalArgumentException when there is no such address
     */
    public DashboardOptions withBind(String host) {
        Objects.requireNonNull(host, "the address to bind must not be null");
        try {
            return new DashboardOptions(InetAddress.getByName(host), port, token, actions);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "'" + host + "' is no address of this machine; 0.0.0.0 is all that it has", e);
        }
    }

    /**
     * The same for those alone who have a token: the page asks for it, programs send it as {@code Authorization: Bearer}.
     *
     * @param newToken the token, at least 16 characters of ASCII without blanks, which nobody can guess
     * @return the changed options
     * @throws IllegalArgumentException when it is too short, or cannot be sent
     */
    public DashboardOptions withToken(String newToken) {
        Objects.requireNonNull(newToken, "the token must not be null");
        if (newToken.length() < SHORTEST_TOKEN || !newToken.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
            throw new IllegalArgumentException("a token has at least " + SHORTEST_TOKEN
                    + " characters, of ASCII and without blanks; take random ones");
        }
        return new DashboardOptions(address, port, Optional.of(newToken), actions);
    }

    /**
     * The same where jobs can also be told to take a snapshot, to stop and to drain.
     *
     * @return the changed options
     */
    public DashboardOptions withActions() {
        return new DashboardOptions(address, port, token, true);
    }

    /**
     * Where it listens.
     *
     * @return the address; that of the loopback interface by default
     */
    public InetAddress address() {
        return address;
    }

    /**
     * The port that is wanted.
     *
     * @return the port; 0 for any, which is the default
     */
    public int port() {
        return port;
    }

    /**
     * What clients have to know.
     *
     * @return the token; empty by default
     */
    public Optional<String> token() {
        return token;
    }

    /**
     * Whether jobs can be told to do something.
     *
     * @return whether there are actions; false by default
     */
    public boolean allowsActions() {
        return actions;
    }

    @Override
    public String toString() {
        return "DashboardOptions " + address.getHostAddress() + ":" + port + (token.isPresent() ? ", with a token" : "")
                + (actions ? ", with actions" : "");
    }
}
