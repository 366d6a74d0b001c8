// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.mainstay.http.HealthResponse;
import dev.mainstay.http.Traffic;
import dev.mainstay.http.TrafficRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Puts {@link Traffic} before the handlers of an application. A request is under way until its
 * answer is written and its exchange or the body's stream closed, by whichever thread. Routes are
 * the paths of the contexts.
 *
 * <pre>{@code
 * server.createContext("/orders", orders).getFilters().add(JdkTrafficFilter.of(traffic));
 * }</pre>
 *
 * <p>A handler that returns and leaves its exchange open may answer later, so its request stays
 * under way as long as something holds the exchange. A handler that holds it nowhere has leaked it:
 * its request ends when the garbage collector finds the exchange, which in a quiet process takes
 * its time, and a warning names the context.
 *
 * <p>In a context with an {@code Authenticator}, which takes the server's own exchanges only, a
 * request is under way until its handler returns, and asks its client to close the connection if
 * the draining began before the request did.
 *
 * <p>A refused upload gets its answer at once. So that closing the connection does not cost the
 * client that answer (RFC 9112, section 9.6) up to 2 MiB of its body are read and thrown away, for
 * up to 2 s, on the server's thread, for 32 uploads of a process at a time; then, and for further
 * ones, the connection is closed as it is.
 *
 * <p>The server calls it on its own threads: requests that wait for one are not under way yet.
 * Thread-safe.
 */
public final class JdkTrafficFilter extends Filter {
    private static final Refusals REFUSALS = new Refusals(Duration.ofSeconds(2));

    private final Traffic traffic;

    private JdkTrafficFilter(Traffic traffic) {
        this.traffic = requireNonNull(traffic, "traffic");
    }

    /**
     * Makes a filter.
     *
     * @param traffic what lets requests in; filters of several contexts may share it
     * @return the filter
     */
    public static JdkTrafficFilter of(Traffic traffic) {
        return new JdkTrafficFilter(traffic);
    }

    @Override
    public String description() {
        return "counts requests under way, and refuses them while shutting down or overloaded";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        TrafficRequest request = begin(exchange);
        Optional<HealthResponse> refusal = request.refusal();
        if (refusal.isPresent()) {
            REFUSALS.send(exchange, refusal.get());
            return;
        }
        HttpContext context = exchange.getHttpContext();
        var counted = new CountedRequest(request, context.getPath());
        var answer = new CountedAnswer(exchange, counted);
        answer.askToClose();
        if (context.getAuthenticator() == null) {
            pass(exchange, answer, counted, chain);
        } else {
            passAsItIs(exchange, counted, chain);
        }
    }

    private static void pass(
            HttpExchange exchange, CountedAnswer answer, CountedRequest counted, Chain chain)
            throws IOException {
        boolean returned = false;
        try {
            chain.doFilter(
                    exchange instanceof HttpsExchange encrypted
                            ? new CountedHttpsExchange(encrypted, answer)
                            : new CountedExchange(exchange, answer));
            returned = true;
        } finally {
            if (!returned) {
                counted.end();
            }
        }
        if (!counted.isEnded()) {
            counted.endWhenLeaked(answer);
        }
    }

    private TrafficRequest begin(HttpExchange exchange) {
        return exchange.getHttpContext().getHandler() instanceof JdkHealthHandler
                ? traffic.beginExempt()
                : traffic.begin(Exchanges.request(exchange));
    }

    /** The server's own authentication casts an exchange to a class that nobody can extend. */
    private static void passAsItIs(HttpExchange exchange, CountedRequest counted, Chain chain)
            throws IOException {
        try {
            chain.doFilter(exchange);
        } finally {
            counted.sent(exchange.getResponseCode());
            counted.end();
        }
    }
}
