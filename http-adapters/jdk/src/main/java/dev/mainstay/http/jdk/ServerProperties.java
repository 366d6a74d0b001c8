// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import dev.mainstay.internal.Log;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The properties of the JDK's servers. There is one for responses, {@code maxRspTime}, that is left
 * alone: it would also end an application's long downloads, and {@link ServerThreads} does for the
 * health port what it is for.
 */
final class ServerProperties {
    private static final Log LOG = Log.of(JdkHealthServer.class);
    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "sun.net.httpserver.nodelay",
                    "true",
                    "sun.net.httpserver.maxReqTime",
                    "60",
                    "sun.net.httpserver.maxIdleConnections",
                    "1200");

    private ServerProperties() {}

    static synchronized void apply() {
        var set = new LinkedHashMap<String, String>();
        DEFAULTS.forEach(
                (name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                        set.put(name, value);
                    }
                });
        if (!set.isEmpty()) {
            LOG.info("set for all JDK HTTP servers of this process, being unset: {}", set);
        }
    }
}
