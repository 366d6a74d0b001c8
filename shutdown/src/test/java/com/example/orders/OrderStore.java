// SPDX-License-Identifier: Apache-2.0
package com.example.orders;

import java.util.concurrent.CountDownLatch;

/** One that asks over the network while it holds its lock, and gets no answer. */
final class OrderStore {
    private final CountDownLatch answer = new CountDownLatch(1);

    synchronized void reserve() {
        System.out.println("ready");
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void close() {
        System.out.println("closed");
    }
}
