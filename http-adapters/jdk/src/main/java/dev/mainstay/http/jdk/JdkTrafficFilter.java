// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.mainstay.http.HealthResponse;
import dev.mainstay.http.Traffic;
import dev.mainstay.http.TrafficRequest;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts {@link Traffic} before the handlers of an application. A request is under way until its
 * answer is written and its exchange or the body's stream closed, by whichever thread; with an
 * {@code HttpsServer} until its handler returns. Routes are the paths of the contexts.
 *
 * <pre>{@code
 * server.createContext("/orders", orders).getFilters().add(JdkTrafficFilter.of(traffic));
 * }</pre>
 *
 * <p>The server calls it on its own threads: requests that wait for one are not under way yet.
 * Thread-safe.
 */
public final class JdkTrafficFilter extends Filter {
    private static final Logger LOG = LoggerFactory.getLogger(JdkTrafficFilter.class);

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
        TrafficRequest request = traffic.begin(Exchanges.request(exchange));
        Optional<HealthResponse> refusal = request.refusal();
        if (refusal.isPresent()) {
            refuse(exchange, refusal.get());
            return;
        }
        var counted = new CountedExchange(exchange, request);
        boolean answered = false;
        try {
            counted.askToClose();
            chain.doFilter(exchange instanceof HttpsExchange ? exchange : counted);
            answered = true;
        } finally {
            if (!answered || exchange instanceof HttpsExchange) {
                counted.end();
            }
        }
    }

    private static void refuse(HttpExchange exchange, HealthResponse refusal) {
        try (exchange) {
            Exchanges.send(exchange, refusal);
        } catch (IOException e) {
            LOG.debug("a client did not take its refusal", e);
        }
    }
}
