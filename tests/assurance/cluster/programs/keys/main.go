// keys writes the private key that signs the tokens of service accounts into the file that its argument names.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"log"
	"os"
)

func main() {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	content, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		log.Fatal(err)
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: content})
	if err := os.WriteFile(os.Args[1], block, 0o600); err != nil {
		log.Fatal(err)
	}
}
