// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RedisProcessTest {
    @Test
    void freeze_ofRunningServer_keepsTheProcessAndSilencesIt() throws Exception {
        try (var redis = RedisProcess.start()) {
            redis.freeze();

            assertThat(redis.isAlive()).isTrue();
            assertThatThrownBy(() -> ping(redis)).isInstanceOf(SocketTimeoutException.class);
            redis.thaw();
            assertThat(ping(redis)).isEqualTo("+PONG");
        }
    }

    @Test
    void restart_afterKill_answersOnTheSamePort() throws Exception {
        try (var redis = RedisProcess.start()) {
            int port = redis.port();
            redis.kill();
            assertThatThrownBy(() -> ping(redis)).isInstanceOf(IOException.class);

            redis.restart();

            assertThat(redis.port()).isEqualTo(port);
            assertThat(ping(redis)).isEqualTo("+PONG");
        }
    }

    @Test
    void close_ofFrozenServer_endsItsProcess() {
        var redis = RedisProcess.start();
        ProcessHandle process = ProcessHandle.of(redis.pid()).orElseThrow();
        redis.freeze();

        redis.close();
        redis.close();

        assertThat(process.isAlive()).isFalse();
    }

    private static String ping(RedisProcess redis) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            socket.setSoTimeout(300);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
        }
    }
}
