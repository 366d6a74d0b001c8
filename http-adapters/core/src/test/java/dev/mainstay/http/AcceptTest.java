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
                "''|JSON",
                "*/*|JSON",
                "application/json|JSON",
                "text/plain|TEXT",
                "TEXT/Plain; charset=utf-8|TEXT",
                "text/*|TEXT",
                "text/plain, */*|TEXT",
                "text/plain;q=0.5, application/json;q=0.4|TEXT",
                "text/plain;q=0.4, application/json;q=0.5|JSON",
                "text/plain; q=0.9, */*; q=0.1|TEXT",
                "text/plain;q=0.5;x=y, application/json;q=0.6|JSON",
                "text/plain;q=0.7;x=y, application/json;q=0.6|TEXT",
                "text/plain;   q=0.5, application/json;q=0.6|JSON",
                "text/plain;x=y; \tq = 0.5 , application/json;q=0.6|JSON",
                "text/plain;xq=0.5, application/json;q=0.6|TEXT",
                "text/plain;q=0|JSON",
                "application/json;q=0, */*|TEXT",
                "text/plain, application/json|JSON",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8|JSON",
                "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2|JSON",
                "image/png|JSON",
                "text/plain;q=high|TEXT",
                "text/plain;q=-1|TEXT",
                "text/plain;q=NaN|TEXT",
                ",,;;q=,|JSON",
                "application/health+json|IETF",
                "application/health+json, application/json|IETF",
                "application/health+json;q=0.8, application/json;q=0.9|JSON",
                "application/json;q=0, application/health+json;q=0.1|IETF",
                "application/vnd.spring-boot.actuator.v3+json|SPRING_BOOT",
                "application/vnd.spring-boot.actuator.v3+json,application/vnd.spring-boot"
                        + ".actuator.v2+json,application/json|SPRING_BOOT",
                "application/vnd.spring-boot.actuator.v2+json, application/json|JSON",
                "application/*|JSON",
            })
    void form_ofAnAcceptHeader_isTheOneWantedMost(String header, Form form) {
        assertThat(Accept.form(header, Form.JSON)).isEqualTo(form);
    }

    @Test
    void form_ofAnEndlessHeader_isJson() {
        assertThat(Accept.form("text/plain," + "a".repeat(1_024), Form.JSON)).isEqualTo(Form.JSON);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*|MICROPROFILE",
                "application/json|MICROPROFILE",
                "text/plain|TEXT",
                "application/health+json|IETF",
                "image/png|MICROPROFILE",
            })
    void form_whereAnotherIsConfigured_isThatOneWhenTheClientDoesNotMind(String header, Form form) {
        assertThat(Accept.form(header, Form.MICROPROFILE)).isEqualTo(form);
    }

    @Test
    void form_whereTextIsConfigured_isStillJsonForWhoWantsIt() {
        assertThat(Accept.form("application/json", Form.TEXT)).isEqualTo(Form.JSON);
        assertThat(Accept.form("*/*", Form.TEXT)).isEqualTo(Form.TEXT);
    }
}
