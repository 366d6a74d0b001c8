// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoggingHooksTest {
    private static final String LOG4J = "org.apache.logging.slf4j.Log4jLoggerFactory";

    @Test
    void log4j_withItsHook_isWarnedOf() {
        assertThat(LoggingHooks.warning(LOG4J, name -> null))
                .startsWith("Log4j stops logging when the JVM exits by itself")
                .contains("shutdownHook=\"disable\"");
    }

    @Test
    void log4j_withoutItsHook_isNotWarnedOf() {
        assertThat(
                        LoggingHooks.warning(
                                LOG4J,
                                name -> name.equals("log4j2.shutdownHookEnabled") ? "false" : null))
                .isNull();
        assertThat(
                        LoggingHooks.warning(
                                LOG4J,
                                name -> name.equals("log4j.shutdownHookEnabled") ? "FALSE" : null))
                .isNull();
    }

    @Test
    void javaUtilLogging_isWarnedOf() {
        assertThat(LoggingHooks.warning("org.slf4j.jul.JDK14LoggerFactory", name -> null))
                .startsWith("java.util.logging resets its handlers");
    }

    @Test
    void frameworks_withoutAHook_areNotWarnedOf() {
        assertThat(LoggingHooks.warning("ch.qos.logback.classic.LoggerContext", name -> null))
                .isNull();
        assertThat(LoggingHooks.warning()).isNull();
    }
}
