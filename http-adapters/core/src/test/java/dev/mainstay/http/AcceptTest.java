// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|json",
                "*/*|json",
                "application/json|json",
                "text/plain|text",
                "TEXT/Plain; charset=utf-8|text",
                "text/*|text",
                "text/plain, */*|text",
                "text/plain;q=0.5, application/json;q=0.4|text",
                "text/plain;q=0.4, application/json;q=0.5|json",
                "text/plain; q=0.9, */*; q=0.1|text",
                "text/plain;q=0.5;x=y, application/json;q=0.6|json",
                "text/plain;q=0.7;x=y, application/json;q=0.6|text",
                "text/plain;   q=0.5, application/json;q=0.6|json",
                "text/plain;x=y; \tq = 0.5 , application/json;q=0.6|json",
                "text/plain;xq=0.5, application/json;q=0.6|text",
                "text/plain;q=0|json",
                "application/json;q=0, */*|text",
                "text/plain, application/json|json",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8|json",
                "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2|json",
                "image/png|json",
                "text/plain;q=high|text",
                "text/plain;q=-1|text",
                "text/plain;q=NaN|text",
                ",,;;q=,|json",
                "application/health+json|ietf",
                "application/health+json, application/json|ietf",
                "application/health+json;q=0.8, application/json;q=0.9|json",
                "application/json;q=0, application/health+json;q=0.1|ietf",
                "application/vnd.spring-boot.actuator.v3+json|spring-boot",
                "application/vnd.spring-boot.actuator.v3+json,application/vnd.spring-boot"
                        + ".actuator.v2+json,application/json|spring-boot",
                "application/vnd.spring-boot.actuator.v2+json, application/json|json",
                "application/*|json",
            })
    void dialect_ofAnAcceptHeader_isTheOneWantedMost(String header, Dialect dialect) {
        assertThat(Accept.dialect(header, Dialect.JSON)).isEqualTo(dialect);
    }

    @Test
    void dialect_ofAnEndlessHeader_isJson() {
        assertThat(Accept.dialect("text/plain," + "a".repeat(1_024), Dialect.JSON))
                .isEqualTo(Dialect.JSON);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*|microprofile",
                "application/json|microprofile",
                "text/plain|text",
                "application/health+json|ietf",
                "image/png|microprofile",
            })
    void dialect_whereAnotherIsConfigured_isThatOneWhenTheClientDoesNotMind(
            String header, Dialect dialect) {
        assertThat(Accept.dialect(header, Dialect.MICROPROFILE)).isEqualTo(dialect);
    }

    @Test
    void dialect_whereTextIsConfigured_isStillJsonForWhoWantsIt() {
        assertThat(Accept.dialect("application/json", Dialect.TEXT)).isEqualTo(Dialect.JSON);
        assertThat(Accept.dialect("*/*", Dialect.TEXT)).isEqualTo(Dialect.TEXT);
    }
}
