// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Logging frameworks that stop logging from a JVM hook of their own, beside ours. */
final class LoggingHooks {
    private static final String WHEN =
            " when the JVM exits by itself (System.exit, or a signal that is left to it), so the"
                    + " last lines of a shutdown may be lost then";

    private LoggingHooks() {}

    /** What to warn of; null if the framework in use has no such hook. */
    static @Nullable String warning() {
        return warning(LoggerFactory.getILoggerFactory().getClass().getName(), System::getProperty);
    }

    static @Nullable String warning(String factory, UnaryOperator<@Nullable String> property) {
        if (factory.startsWith("org.apache.logging.slf4j.")) {
            boolean off =
                    isFalse(property.apply("log4j2.shutdownHookEnabled"))
                            || isFalse(property.apply("log4j.shutdownHookEnabled"));
            return off
                    ? null
                    : "Log4j stops logging"
                            + WHEN
                            + "; set shutdownHook=\"disable\" in its configuration, or"
                            + " -Dlog4j2.shutdownHookEnabled=false";
        }
        if (factory.startsWith("org.slf4j.jul.")) {
            return "java.util.logging resets its handlers" + WHEN + "; it has no setting for this";
        }
        return null;
    }

    private static boolean isFalse(@Nullable String value) {
        return "false".equalsIgnoreCase(value);
    }
}
