// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * One GET on a connection of its own, over a bare socket: the JDK's HTTP clients would load
 * hundreds of classes at each start. It follows no redirect and uses no proxy.
 */
final class HttpGet {
    private static final String DEFAULT_TIMEOUT = "3s";

    private final URI url;
    private final String host;
    private final String query;
    private final @Nullable String key;
    private final long timeoutMillis;

    private HttpGet(URI url, String query, @Nullable String key, long timeoutMillis) {
        this.url = url;
        this.host = url.getHost();
        this.query = query;
        this.key = key;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Reads URL, timeout and key.
     *
     * @param parameter to be added to the URL's query; empty for none
     */
    static HttpGet of(Arguments arguments, String parameter) throws UsageException {
        URI url = url(arguments.onlyWord("URL"));
        String timeout = arguments.take("--timeout");
        String key = key(arguments.take("--key-env"));
        arguments.refuseRest();
        String query = url.getRawQuery() == null ? "" : url.getRawQuery();
        if (!parameter.isEmpty()) {
            query = query.isEmpty() ? parameter : query + "&" + parameter;
        }
        long millis = Millis.parse("--timeout", timeout == null ? DEFAULT_TIMEOUT : timeout);
        return new HttpGet(url, query, key, millis);
    }

    /** The URL as it was given. */
    URI url() {
        return url;
    }

    /**
     * Asks, and reads the answer to its end.
     *
     * @throws IOException if there is no complete answer in time; the message says where and why
     */
    Answer send() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            return isHttps() || !isAddress()
                    ? Overseen.exchange(this, socket, deadline)
                    : exchange(socket, deadline);
        } catch (SocketTimeoutException e) {
            throw new IOException(url + ": no answer within " + timeoutMillis + " ms", e);
        } catch (UnknownHostException e) {
            throw new IOException(url + ": unknown host", e);
        } catch (IOException e) {
            throw new IOException(url + ": " + e.getMessage(), e);
        }
    }

    /** Within the deadline, but for looking up a name and the handshake. */
    Answer exchange(Socket socket, long deadline) throws IOException {
        InetSocketAddress address = address();
        socket.connect(address, DeadlineInputStream.millisLeft(deadline));
        socket.setTcpNoDelay(true);
        Socket secured = isHttps() ? Tls.over(socket, hostName(), port()) : socket;
        secured.getOutputStream().write(request().getBytes(ISO_8859_1));
        return AnswerReader.over(secured, deadline).read();
    }

    /** Whether the host is no name: with brackets, or of digits and dots alone. */
    private boolean isAddress() {
        if (host.startsWith("[")) {
            return true;
        }
        for (int i = 0; i < host.length(); i++) {
            if (host.charAt(i) > '9') { // a name has a letter
                return false;
            }
        }
        return true;
    }

    private InetSocketAddress address() throws UnknownHostException {
        var address = new InetSocketAddress(hostName(), port());
        if (address.isUnresolved()) {
            throw new UnknownHostException(hostName());
        }
        return address;
    }

    private String request() {
        String path = url.getRawPath();
        var request = new StringBuilder(200);
        request.append("GET ").append(path.isEmpty() ? "/" : path);
        if (!query.isEmpty()) {
            request.append('?').append(query);
        }
        request.append(" HTTP/1.1\r\nHost: ").append(host);
        if (url.getPort() != -1) {
            request.append(':').append(url.getPort());
        }
        request.append("\r\nUser-Agent: mainstay-probe\r\nAccept: */*\r\nConnection: close\r\n");
        if (key != null) {
            request.append("X-API-Key: ").append(key).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /** Without the brackets of an IPv6 address. */
    private String hostName() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private int port() {
        return url.getPort() != -1 ? url.getPort() : isHttps() ? 443 : 80;
    }

    private boolean isHttps() {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    private static URI url(String text) throws UsageException {
        try {
            // In its ASCII form, so that nothing else gets into the request.
            var url = new URI(new URI(text).toASCIIString());
            boolean http =
                    "http".equalsIgnoreCase(url.getScheme())
                            || "https".equalsIgnoreCase(url.getScheme());
            boolean port = url.getPort() == -1 || (url.getPort() > 0 && url.getPort() <= 65_535);
            if (http && port && url.getHost() != null && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new UsageException("URL must be like http://host:8080/health/ready");
    }

    private static @Nullable String key(@Nullable String variable) throws UsageException {
        if (variable == null) {
            return null;
        }
        String key = System.getenv(variable);
        if (key == null || key.isEmpty()) {
            throw new UsageException(
                    "--key-env names the variable " + variable + ", which is unset");
        }
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) <= ' ' || key.charAt(i) > '~') {
                throw new UsageException(variable + " must hold visible ASCII characters alone");
            }
        }
        return key;
    }
}
