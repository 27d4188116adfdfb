// Tokens signed by Node with the keys of _keys.ts, the HS ones with the secret "secret". Of the ES ones there is one for
// every pair of highest bits of the two numbers that a signature is made of.

export const tokens: [algorithm: string, token: string][] = [
  [
    'HS256',
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJncsO8w59lIiwibiI6MX0.jm_Ew9CyUlF16hXdC_ApYtiC8MCC506DQrqgqEJz_EU',
  ],
  [
    'HS384',
    'eyJhbGciOiJIUzM4NCIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJncsO8w59lIiwibiI6MX0.PO-ZqOxSb0Qm0KFG-nyxJq_MuHLDWM-lDONvQSpiN-wNx5ygvXQ_2WzAnlDEQO_k',
  ],
  [
    'HS512',
    'eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJncsO8w59lIiwibiI6MX0.3Y_4rZZljwGJ1Z9xIzU_xz4rn38QeqvBDlqbLoDOLX0zN5iJWEm-GuKv-GVo27HAUNpxY9X5uiP3R6Vr3Lt-8w',
  ],
  [
    'RS256',
    'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJncsO8w59lIiwibiI6MX0.rW5eDT5gYLnLlDzgNNThueHCcs3kjJ7vcTZe5BLSMFP96Q-jqZMh55Kmi1A6QvwvbjXNCwbNAcOyzwT3UV6dYWXJA5x9Mj2tNrL8fOy2C_nKmujCSXOsHncb7nzwc1OXmWl_XvD9CYtBmVVfpm1NnEqphuvXyu-vJIJ0up2Q20x7j54MGk8pLXyPGLHrzENz-b-mx31rqSjH5T3MrZ5-p6EbOotpKXSIirv7n4TwlUtj5_SM_eCyy6KWBZRJQIxDjk2uvbxYgrp1ILHMHfY0zZX9Syhu9fVP0MB1OCa0-l2P8OdjWki1iRHCCANHjoMyPoSKR_dDHhV13KbJUdzLYg',
  ],
  [
    'RS384',
    'eyJhbGciOiJSUzM4NCIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJncsO8w59lIiwibiI6MX0.f9b8CECFijOT0zR_aqcA167Lradx66BaNTQrTqCa4ZN13GGerh9Km1J2CFIw1-d8cEtjGQhRF-pxoZAhdGdtb3qtzJS6XUIHQwLOZTQ9cS7hSC4T6y5cyaKUUEGZk9nd0ZIQVYkuvIGbZWb7YCnO1DRisV3M5wy_G01W3Zbo9FaN8cafcfTsXxwmOH1nIwnf0gXtC3p8cLhwlgojSH1qpxxyI418Mzhe-xNDzvScNuwvXQ6-HhIBpeHZcyYwiFFqUflBeBdE_0GVt3pa7B8jJYGUYOWncPBXcvVOzAYbV56XpZOSH2P9zZUZQJKeWu9ON2jNULVxx0ga258AeHMVog',
  ],
  [
    'RS512',
    'eyJhbGciOiJSUzUxMiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJncsO8w59lIiwibiI6MX0.ZvuAHsy_6iTWyl-s7auwOYP_P3_ly7MYMMhbrLdnjzx8AtSYQgSW1N-w6Wht7s67PKSjDxvXZ6Aea8rDv58wufz8RNBFxADtsZgnZeWBIEOQxjy92yWZmX-uDKcYJ_VUDrB8usvf0BYOr7TQOTkaxSqX7TJTH91uoJqd4vaGl9Bf1-YG_znMmmS_OSgzSPSDpxYoKQgUwzomyVe7l1ZVRmkoCeziu1kmIOFhzdtkSQLad1VBuxGe_273pXTODoZ3cnHyw_7IDhXaFVN6CGRleMxWEaj2Je4009ubIF-S8MSDg8zoRj0sQpm4BZbNiaWPB-QPQGaLynp9Sa5EyJoIPA',
  ],
  [
    'ES256 low low',
    'eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJncsO8w59lIiwibiI6Mn0.DT8y5pgNOKgsmfd-uMVJTt8tcWQjCr2-vArQGZpuh8wS2kYRXnVnU_SpucfRxO0IWoAS42w9BX7qKpWoxg9NMg',
  ],
  [
    'ES256 low high',
    'eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJncsO8w59lIiwibiI6MH0.YFcb8Yw9LdCVsIAsZ3FzVgjSEJm0mp5dhYbVxLgSJiWyAV34dBAwt0pS3w5CNXCF_HO3iDMuteB8BjkIfSiTHA',
  ],
  [
    'ES256 high low',
    'eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJncsO8w59lIiwibiI6MH0.wx09YuhzKdnFQuBvYC8TFcWeXm9VcujsIzCm-2d2xlxZKaTi0DmNLY3vAII8NTRBY_wGFjz8CMQUseCwD4yRJg',
  ],
  [
    'ES256 high high',
    'eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJncsO8w59lIiwibiI6MTB9.-p3WhrOT7IfnFSbV-wv0b7y3XBqeyYmkFykNLzTuJAXpeNj_vdYvkgjctsAnyri3D8mOJpib5S9bARZgJno4bw',
  ],
]

export const rsaJWK = {
  kty: 'RSA',
  n: 'tyWOQq4BPOxeaUMsjNxY9z55BXq01O-1S_qwxkvJAx2szxxaIivn6dIbX5uPHPoS8QMsg0IlfGDd1qcQtv1sRtRdAqTiV16-xMJkJVqGa9pHtGhxISo_KE5AkQzJH_6hjQSG02_8buyGhc-Y8agjFPrmfVeOSDktU2cnKXqC_n926tkFwzSHb_JPIOXAkI_LKMJBTC76jYElLN6qkl1uShK1gfgrC2d8y0OfIfd4YnbN-_0a8jCl9yv35cbd6g0bjCQd6rOfzju6o3GHgCQBiShDjGV-46Bx1WlG2ZD_5W8nFyqcjwVwjVJYZF8eAIswYgLNzDIurepQEcZ0Pv7biQ',
  e: 'AQAB',
}

export const ecJWK = {
  kty: 'EC',
  x: 'SeIst-ZlXja1-2JMLC2Q9LlPCIb7CUdqknkikE4n4Yg',
  y: 'Pxnb83mji6ajNHB4IblCwQ9mi2rkhB6EGD_TSPRQAEQ',
  crv: 'P-256',
}
